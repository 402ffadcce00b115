package dev.atelier.kernel.display.adapter;

import dev.atelier.kernel.display.Adapter;
import dev.atelier.kernel.display.Bundle;
import java.awt.image.BufferedImage;

/** JFreeChart's charts, which have no size of their own: in that which its panels give them. */
final class JFreeChart implements Adapter {
    private static final int WIDTH = 680;
    private static final int HEIGHT = 420;

    @Override
    public Bundle render(Object value) throws ReflectiveOperationException {
        Foreign chart = new Foreign(value, "org.jfree.chart.JFreeChart");
        BufferedImage image = (BufferedImage) chart.call("createBufferedImage", WIDTH, HEIGHT);
        return Png.bundle(image, "JFreeChart");
    }
}
