# Ends the connection before this one, if the host has not noticed yet that it is gone: it holds the port that leads to the
# share. Then notes this one.
# usage: GATEWAY PLACE
note=$place/connection
parent() { sed -n 's/^PPid:[[:space:]]*//p' "/proc/$1/status" 2>/dev/null; }
is_sshd() { case $(cat "/proc/$1/comm" 2>/dev/null) in sshd*) grep -q @ "/proc/$1/cmdline" ;; *) false ;; esac; }
# Numbers are given out again: a process is its number, when it began (the 22nd field; names may have spaces) and which boot it was.
known() { echo "$1 $(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20) $(cat /proc/sys/kernel/random/boot_id)"; }
own=$PPID
while [ "${own:-0}" -gt 1 ] && ! is_sshd "$own"; do own=$(parent "$own"); done
before=$(cat "$note" 2>/dev/null)
number=${before%% *}
case $number in
    '' | *[!0-9]*) ;;
    *)
        if [ "$number" != "$own" ] && [ "$before" = "$(known "$number")" ] && is_sshd "$number"; then
            kill "$number" 2>/dev/null
            sleep 0.2
        fi
        ;;
esac
[ -d "$place" ] && (umask 077 && known "$own" >"$note")
exit 0
