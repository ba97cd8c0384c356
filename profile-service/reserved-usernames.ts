const names = `
abuse account accounts admin administrator anonymous api app auth autoconfig autodiscover billing blog contact dev docs
email everyone faq flock ftp guest help hostmaster imap info legal localhost login logout mail mailer_daemon
moderator news no_reply nobody noreply null official owner password pop postmaster privacy profile register root
sales security server service settings signin signout signup smtp staff status support sysadmin system
team terms undefined user username users webmaster www
`;

/**
 * Usernames that would pass for the service, its staff or its machinery: the mailbox names of RFC 2142, host names that
 * clients look up by themselves, and the paths of a web app that has one page per user.
 */
export const reservedUsernames: ReadonlySet<string> = new Set(names.trim().split(/\s+/));
