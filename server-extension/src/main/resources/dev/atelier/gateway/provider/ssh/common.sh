# Stands before every script of an instance, whose first arguments are: GATEWAY PLACE
# Without links in front: what is mounted is known by its real path alone.
root=$(cd "$HOME/.atelier/$1" 2>/dev/null && pwd -P) || root=$(cd "$HOME" && pwd -P)/.atelier/$1 || exit 1
place=$root/$2
# What is mounted at or under a path, as the kernel writes it: spaces and their like in octal.
mounts() {
    written=$(printf '%s' "$1" | sed 's/\\/\\134/g; s/ /\\040/g; s/\t/\\011/g')
    cut -d ' ' -f 5 /proc/self/mountinfo | while IFS= read -r each; do
        case $each in "$written" | "$written"/*) printf '%s\n' "$each" ;; esac
    done
}
mounted() { [ -n "$(mounts "$1")" ] || mountpoint -q "$1" 2>/dev/null; }
# One at a time makes, mounts or removes on this account; until the script ends. What it starts must not have 9.
only_us() {
    while :; do
        (umask 077 && mkdir -p "$root") && exec 9>>"$root/lock" || exit 1
        flock -w 25 9 || { echo "another step on this account takes too long, or flock is missing" >&2; exit 51; }
        [ "$root/lock" -ef /proc/self/fd/9 ] && return # else it was removed while we waited
    done
}
