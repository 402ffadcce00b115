#!/bin/sh
# Holds one datastore open for a container: the mount is made here, where capability and credential are, and seen there. Ends
# when it is told to, or when somebody has taken the mount away.
# usage: datastore POINT folder
#        datastore POINT bucket PROBE SECONDS REMOTE [OPTIONS OF RCLONE…]
# PROBE is listed first, within SECONDS: exit code 3 means that the server refuses, 4 that none answers.
export PATH="/opt/atelier/bin:$PATH" HOME=/root
if [ -s /opt/atelier/certificates.crt ]; then export SSL_CERT_FILE=/opt/atelier/certificates.crt; fi
point=$1 kind=$2
shift 2

# What follows the question mark of an address may be a signature, and what is said here is for whoever may ask the engine.
redacted() { sed -u 's/?[^ "]*//g' >&2; }

mounted() { grep -q " $point " /proc/self/mounts; }

fail() {
    rmdir "$point" 2>/dev/null
    exit "$1"
}

# Of a helper that was killed: nothing answers behind it.
while mounted; do umount -l "$point" || exit 1; done
mkdir -p "$point" || exit 1

case $kind in
    folder)
        # As writable as the source is here.
        mount --bind /source "$point" || fail 1
        ;;
    bucket)
        probe=$1 seconds=$2 source=$3
        shift 3
        said=$(timeout "$seconds" rclone lsf --max-depth 1 --config /root/rclone.conf --retries 1 --low-level-retries 2 \
            --timeout 5s --contimeout 3s "$probe" 2>&1 >/dev/null)
        tried=$?
        printf '%s\n' "$said" | redacted
        case $tried in
            0) ;;
            124) fail 4 ;;
            *) fail 3 ;;
        esac
        rclone mount --config /root/rclone.conf "$source" "$point" "$@" 2>&1 | redacted &
        until mounted; do
            kill -0 $! 2>/dev/null || fail 1
            sleep 0.02
        done
        ;;
esac
touch /root/ready

trap 'umount "$point"' TERM INT
while mounted; do sleep 0.1; done
wait
fail 0
