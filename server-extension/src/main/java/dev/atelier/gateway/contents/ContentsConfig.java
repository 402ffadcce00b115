package dev.atelier.gateway.contents;

/**
 * @param basePath the gateway's base path, for {@code Location} headers
 * @param maxFile the most bytes of a file that is read through the API or put together of chunks
 * @param maxBody the most bytes of one PUT; what is larger is uploaded in chunks
 * @param deletion what happens to folders that are not empty
 */
public record ContentsConfig(String basePath, long maxFile, long maxBody, Deletion deletion) {

    public enum Deletion {
        /** A folder must be emptied first, as with jupyter_server without a trash. */
        EMPTY_FOLDERS_ONLY,
        /** A folder goes with all that is in it. */
        WHOLE_FOLDERS
    }

    public static ContentsConfig defaults(String basePath) {
        return new ContentsConfig(basePath, 512L << 20, 64L << 20, Deletion.EMPTY_FOLDERS_ONLY);
    }

    public ContentsConfig withDeletion(Deletion newDeletion) {
        return new ContentsConfig(basePath, maxFile, maxBody, newDeletion);
    }
}
