# Exit code 1: a process of the agent is there still; it takes its file away before it ends.
# usage: GATEWAY PLACE
running=$(cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' '\n') # seen first: a search would find itself
if printf '%s\n' "$running" | grep -qxF -- "$place/config.json"; then exit 1; fi
