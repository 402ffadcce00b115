# Runs rclone's SFTP server where nothing can be seen but the share, so that no link in it leads out. To be called in a mount
# namespace of its own. Ends with its input, or with rclone.
# usage: ROOT SHARE KEY OPTION...
set -eu
root=$1 share=$2 key=$3
shift 3
rclone=$(readlink -f "$(command -v rclone)")
[ -x "$rclone" ] || {
    echo "rclone is not installed" >&2
    exit 1
}
mount -t tmpfs -o mode=700,size=1m none "$root"
mkdir "$root/share" "$root/tmp" "$root/dev"
# usage: FILE PATH_THERE
bound() {
    mkdir -p "$root${2%/*}"
    : >"$root$2"
    mount --bind "$1" "$root$2"
}
readable() {
    bound "$1" "$2"
    mount -o remount,bind,ro "$root$2"
}
readable "$rclone" /rclone
for library in $(ldd "$rclone" 2>/dev/null | grep -o '/[^ ]*' || true); do readable "$library" "$library"; done
bound /dev/null /dev/null
mount --rbind "$share" "$root/share"
mount -t tmpfs -o mode=700,size=64m none "$root/tmp"
: >"$root/nobody"
mkfifo -m 600 "$root/tmp/key" # read once: what lay in a file would be seen through a link
mount -o remount,bind,ro "$root"
exec 3<&0
{
    cat "$key" >"$root/tmp/key"
    rm -f "$root/tmp/key"
} </dev/null 3<&- &
giver=$!
HOME=/tmp chroot "$root" /rclone serve sftp /share --key /tmp/key --authorized-keys /nobody --cache-dir /tmp "$@" \
    </dev/null 3<&- &
child=$!
{
    cat <&3
    kill "$child" "$giver"
} >/dev/null 2>&1 &
guard=$!
code=0
wait "$child" || code=$?
kill "$guard" "$giver" 2>/dev/null || true
exit "$code"
