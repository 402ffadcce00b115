# Makes a folder of ours for what is noted there.
# usage: GATEWAY PLACE
umask 077
only_us
mkdir -p "$place" && chmod 700 "$HOME/.atelier" "$root" "$place"
