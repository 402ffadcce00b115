package dev.atelier.kernel.display.adapter;

import dev.atelier.kernel.display.Adapter;
import dev.atelier.kernel.display.Bundle;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.awt.image.RenderedImage;
import javax.swing.ImageIcon;

/** The images of AWT, whatever their kind. */
final class AwtImage implements Adapter {

    @Override
    public Bundle render(Object value) {
        BufferedImage image = switch (value) {
            case BufferedImage buffered -> buffered;
            case RenderedImage rendered -> buffered(rendered);
            case Image other -> buffered(other);
            default -> throw new IllegalArgumentException(value.getClass() + " is no image.");
        };
        return Png.bundle(image, value.getClass().getSimpleName());
    }

    private static BufferedImage buffered(RenderedImage image) {
        BufferedImage copy = Png.canvas(image.getWidth(), image.getHeight());
        Graphics2D graphics = copy.createGraphics();
        graphics.drawRenderedImage(
                image, AffineTransform.getTranslateInstance(-(double) image.getMinX(), -(double) image.getMinY()));
        graphics.dispose();
        return copy;
    }

    /** An image may still be on its way: an icon waits for it. */
    private static BufferedImage buffered(Image image) {
        ImageIcon icon = new ImageIcon(image);
        BufferedImage copy = Png.canvas(icon.getIconWidth(), icon.getIconHeight());
        Graphics2D graphics = copy.createGraphics();
        graphics.drawImage(icon.getImage(), 0, 0, null);
        graphics.dispose();
        return copy;
    }
}
