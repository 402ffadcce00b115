package dev.atelier.kernel.display.adapter;

import dev.atelier.kernel.display.Bundle;
import dev.atelier.kernel.message.Json;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Images as PNG with their size, so that a notebook keeps the room before they are drawn. */
final class Png {
    /** Of noise, the worst there is, this makes some 16 MB. */
    private static final int MAX_PIXELS = 4_000_000;

    private Png() {}

    /** @param text what is shown where images are not */
    static Bundle bundle(BufferedImage image, String text) {
        BufferedImage shown = bounded(image);
        String made = size(image).equals(size(shown)) ? size(image) : size(image) + ", shown as " + size(shown);
        Bundle bundle = new Bundle(Json.object(), Json.object(), Optional.empty());
        bundle.data().put("image/png", Base64.getEncoder().encodeToString(encoded(shown)));
        bundle.data().put("text/plain", text + " (" + made + ")");
        bundle.metadata().putObject("image/png").put("width", shown.getWidth()).put("height", shown.getHeight());
        return bundle;
    }

    private static String size(BufferedImage image) {
        return image.getWidth() + " × " + image.getHeight();
    }

    private static byte[] encoded(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        // In memory: ImageIO would use a file.
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            if (!ImageIO.write(image, "png", out)) {
                return encoded(copy(image, image.getWidth(), image.getHeight()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The image cannot be made a PNG: " + e.getMessage(), e);
        }
        return bytes.toByteArray();
    }

    private static BufferedImage bounded(BufferedImage image) {
        long pixels = (long) image.getWidth() * image.getHeight();
        if (pixels <= MAX_PIXELS) {
            return image;
        }
        double scale = Math.sqrt((double) MAX_PIXELS / pixels);
        int width = Math.clamp((long) (image.getWidth() * scale), 1, MAX_PIXELS);
        int height = Math.clamp((long) (image.getHeight() * scale), 1, MAX_PIXELS / width);
        return copy(image, Math.min(width, MAX_PIXELS / height), height);
    }

    private static BufferedImage copy(BufferedImage image, int width, int height) {
        BufferedImage copy = canvas(width, height);
        Graphics2D graphics = copy.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(image, 0, 0, width, height, null);
        graphics.dispose();
        return copy;
    }

    /** @throws IllegalArgumentException when nobody could look at that */
    static BufferedImage canvas(int width, int height) {
        if (width < 1 || height < 1 || (long) width * height > MAX_PIXELS) {
            throw new IllegalArgumentException("An image of " + width + " × " + height
                    + " cannot be drawn; it may have " + MAX_PIXELS + " pixels.");
        }
        return new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    }
}
