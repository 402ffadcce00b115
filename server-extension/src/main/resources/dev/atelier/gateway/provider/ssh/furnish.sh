# Makes the folders of an instance.
# usage: GATEWAY PLACE
umask 077
mkdir -p "$HOME/.atelier/$1/$2/agent" "$HOME/.atelier/$1/$2/scratch" "$HOME/.atelier/$1/$2/mnt" \
    "$HOME/.atelier/$1/$2/share" || exit 1
chmod 700 "$HOME/.atelier" "$HOME/.atelier/$1" "$HOME/.atelier/$1/$2"
