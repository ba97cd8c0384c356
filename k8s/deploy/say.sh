# What the operator reads. Steps go to standard output, faults to standard error.

say() { printf '%s\n' "$*"; }
note() { printf '        %s\n' "$*"; }
warn() { printf '%s\n' "$*" >&2; }

# Ends the command with a sentence that says what to do.
fail() {
  warn "$*"
  exit 1
}

# Indents what another program prints, below the stage that runs it.
indented() { sed 's/^/        /'; }
