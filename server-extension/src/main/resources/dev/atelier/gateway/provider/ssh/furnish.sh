# Makes the folders of an instance.
# usage: GATEWAY PLACE
umask 077
only_us
mkdir -p "$place/agent" "$place/scratch" "$place/mnt" "$place/share" || exit 1
chmod 700 "$HOME/.atelier" "$root" "$place"
