#!/bin/sh
# Runs one job and outlives the agent. Arguments: the job's folder in the agent's state, its log, then the command.
# The trap keeps this shell until the command has ended, so that the exit code is always written; a handler, unlike an
# ignored signal, is not inherited by the command.
folder=$1
log=$2
shift 2
trap : HUP INT TERM
exec >>"$log" 2>&1 </dev/null
# proc(5): the 20th word after the name in parentheses is when the process was started, so that a later process with
# this number is not taken for this one. Without /proc the number stands alone.
started() {
    [ -r "/proc/$$/stat" ] && read -r stat <"/proc/$$/stat" || return 0
    set -- ${stat##*) }
    shift 19
    printf ' %s' "$1"
}
printf '%s%s\n' "$$" "$(started)" >"$folder/pid.part" && mv -f "$folder/pid.part" "$folder/pid"
"$@"
code=$?
printf '%s\n' "$code" >"$folder/exit.part" && mv -f "$folder/exit.part" "$folder/exit"
exit "$code"
