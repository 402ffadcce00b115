# Says the agent's last words, if that process of it has ended. Exit code 1: it lives.
# usage: GATEWAY PLACE PID
if tr '\0' '\n' <"/proc/$3/cmdline" 2>/dev/null | grep -qF -- "$root/"; then exit 1; fi
tail -n 5 "$place/log"
