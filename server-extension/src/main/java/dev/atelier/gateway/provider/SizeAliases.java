package dev.atelier.gateway.provider;

import dev.atelier.api.Size;
import java.util.Optional;

/** A provider some of whose sizes have other names besides their own. */
public interface SizeAliases {

    /** The size that has this as one of its other names; in capitals or not where no other is written so, as at Azure. */
    Optional<Size> byAlias(String alias);
}
