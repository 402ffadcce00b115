package dev.atelier.gateway.contents;

/**
 * @param basePath the gateway's base path, for {@code Location} headers
 * @param maxFile the most bytes of a file that is read through the API or put together of chunks
 * @param maxBody the most bytes of one PUT; what is larger is uploaded in chunks
 * @param deletion what happens to what somebody deletes
 */
public record ContentsConfig(String basePath, long maxFile, long maxBody, Deletion deletion) {

    public enum Deletion {
        /** Into the share's {@code .trash}, as jupyter_server does with the desktop's trash. */
        TRASH,
        /** For good, and a folder must be emptied first, as with jupyter_server without a trash. */
        EMPTY_FOLDERS_ONLY
    }

    public static ContentsConfig defaults(String basePath) {
        return new ContentsConfig(basePath, 512L << 20, 64L << 20, Deletion.TRASH);
    }

    public ContentsConfig withDeletion(Deletion newDeletion) {
        return new ContentsConfig(basePath, maxFile, maxBody, newDeletion);
    }
}
