# Mounts the share, unless it is mounted from that very port. Exit code 47: this host has no FUSE for us; 48: the toolbox has no
# rclone; 49: it could not be mounted.
# usage: GATEWAY PLACE VERSION PORT CONFIGURATION KNOWN_HOSTS
umask 077
cd "$place" || exit 1
only_us
# The running agent's toolbox may be of an earlier build.
for rclone in "$root/toolbox-$3/bin/rclone" "$root"/toolbox-*/bin/rclone; do
    [ ! -x "$rclone" ] || break
done
point=$place/share
unmount() { fusermount3 -uz "$point" 2>/dev/null || fusermount -uz "$point"; }
# The numbers of what serves this mount here, whose cache no other may share.
serving() {
    for each in /proc/[0-9]*; do
        words=$(tr '\0' '\n' <"$each/cmdline" 2>/dev/null) || continue
        if printf '%s\n' "$words" | grep -qxF -- "$place/share.conf"; then echo "${each#/proc/}"; fi
    done
}
if mounted "$point"; then
    if [ "$(cat share.port 2>/dev/null)" = "$4" ] && timeout 15 ls "$point" >/dev/null 2>&1; then exit 0; fi
    unmount
fi
[ -x "$rclone" ] || exit 48
[ -r /dev/fuse ] && [ -w /dev/fuse ] || exit 47
helper=$(command -v fusermount3 || command -v fusermount) || exit 47
waited=0
while [ -n "$(serving)" ]; do
    waited=$((waited + 1))
    if [ "$waited" -gt 50 ]; then kill -KILL $(serving) 2>/dev/null; fi
    if [ "$waited" -gt 60 ]; then
        echo "an earlier rclone does not end" >&2
        exit 49
    fi
    sleep 0.1
done
# Older rclones look for the one name, newer ones for the other; the toolbox's own has not the right to mount.
mkdir -p bin && ln -sf "$helper" bin/fusermount && ln -sf "$helper" bin/fusermount3
printf '%s' "$5" >share.part && mv share.part share.conf && printf '%s\n' "$6" >share.hosts && echo "$4" >share.port || exit 1
: >mount.log
(
    umask 022
    PATH=$place/bin:$PATH exec setsid "$rclone" mount share: "$point" --config "$place/share.conf" --cache-dir "$place/cache" \
        --sftp-known-hosts-file "$place/share.hosts" \
        --vfs-cache-mode writes --vfs-write-back 100ms --dir-cache-time 1s --attr-timeout 1s --poll-interval 0 \
        --low-level-retries 10 --timeout 30s --contimeout 10s
) >>mount.log 2>&1 </dev/null 9>&- &
started=$!
waited=0
until mounted "$point"; do
    waited=$((waited + 1))
    if [ "$waited" -gt 200 ] || ! kill -0 "$started" 2>/dev/null; then
        tail -n 3 mount.log >&2
        kill -KILL "$started" 2>/dev/null
        if mounted "$point"; then unmount; fi
        exit 49
    fi
    sleep 0.1
done
exit 0
