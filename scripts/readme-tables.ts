// Writes the tables of README.md that the code tells: the reasons of errors and the variables of every process.
import { readFileSync, writeFileSync } from "node:fs";
import { withParts } from "./readme-parts.ts";

const file = new URL("../README.md", import.meta.url);
writeFileSync(file, withParts(readFileSync(file, "utf8")));
