# A host that somebody owns, with an account that SSH lets in; built where a test first needs it.
FROM atelier/notebook
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends openssh-server fuse3 \
 && rm -rf /var/lib/apt/lists/* \
 && mkdir -p /run/sshd \
 && /usr/sbin/useradd --create-home --shell /bin/bash ada
