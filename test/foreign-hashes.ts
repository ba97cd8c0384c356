/** A hash that another system made of a password. */
export type ForeignHash = { kind: string; password: string; hash: string };

const base64 = (bytes: Buffer) => bytes.toString("base64").replace(/=+$/, "");
const hex = (text: string) => base64(Buffer.from(text, "hex"));
const salt = (text: string) => base64(Buffer.from(text));
const of = (kind: string, password: string, hash: string): ForeignHash => ({ kind, password, hash });

const long = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/** Hashes that were published with their passwords; the kind names the source. */
export const foreignHashes: ForeignHash[] = [
  of("bcrypt $2a$ (crypt_blowfish)", "U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
  of("bcrypt $2b$ (crypt_blowfish)", "U*U*U", "$2b$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"),
  of("bcrypt $2y$ (crypt_blowfish)", "U*U*", "$2y$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"),
  of("bcrypt of 72 bytes (crypt_blowfish)", long, "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui"),
  of(
    "argon2id (the reference implementation of RFC 9106)",
    "password",
    "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
  ),
  of(
    "argon2id of two lanes (the reference implementation of RFC 9106)",
    "password",
    "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
  ),
  of(
    "argon2i (the reference implementation of RFC 9106)",
    "password",
    "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8",
  ),
  of(
    "scrypt with p = 16 (RFC 7914)",
    "password",
    `$scrypt$ln=10,r=8,p=16$${salt("NaCl")}$${hex("fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640")}`,
  ),
  of(
    "scrypt with N = 16384 (RFC 7914)",
    "pleaseletmein",
    `$scrypt$ln=14,r=8,p=1$${salt("SodiumChloride")}$${hex("7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887")}`,
  ),
  of(
    "PBKDF2 with SHA-256 (RFC 7914)",
    "Password",
    `$pbkdf2-sha256$i=80000$${salt("NaCl")}$${hex("4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56")}`,
  ),
  of(
    "PBKDF2 with SHA-256 and a length (RFC 7914)",
    "passwd",
    `$pbkdf2-sha256$i=1,l=32$${salt("salt")}$${hex("55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc")}`,
  ),
  of(
    "PBKDF2 with SHA-512 (the inputs of RFC 6070)",
    "password",
    `$pbkdf2-sha512$i=1$${salt("salt")}$${hex("867f70cf1ade02cff3752599a3a53dc4af34c7a669815ae5d513554e1c8cf252c02d470a285a0501bad999bfe943c08f050235d7d68b1da55e63f73b60a57fce")}`,
  ),
  of(
    "PBKDF2 with SHA-256 as passlib writes it",
    "password",
    "$pbkdf2-sha256$1212$4vjV83LKPjQzk31VI4E0Vw$hsYF68OiOUPdDZ1Fg.fJPeq1h/gXXY7acBp9/6c.tmQ",
  ),
  of(
    "PBKDF2 with SHA-512 as passlib writes it",
    "password",
    "$pbkdf2-sha512$1212$RHY0Fr3IDMSVO/RSZyb5ow$eNLfBK.eVozomMr.1gYa17k9B7KIK25NOEshvhrSX.esqY3s.FvWZViXz4KoLlQI.BzY/YTNJOiKc5gBYFYGww",
  ),
];
