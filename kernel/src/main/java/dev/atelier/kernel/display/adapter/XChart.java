package dev.atelier.kernel.display.adapter;

import dev.atelier.kernel.display.Adapter;
import dev.atelier.kernel.display.Bundle;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;

/** XChart's charts, in the size that they were made for. */
final class XChart implements Adapter {

    @Override
    public Bundle render(Object value) throws ReflectiveOperationException {
        Foreign chart = new Foreign(value, "org.knowm.xchart.internal.chartpart.Chart");
        int width = chart.number("getWidth");
        int height = chart.number("getHeight");
        BufferedImage image = Png.canvas(width, height);
        Graphics2D graphics = image.createGraphics();
        chart.invoke(chart.type().getMethod("paint", Graphics2D.class, int.class, int.class), graphics, width, height);
        graphics.dispose();
        return Png.bundle(image, value.getClass().getSimpleName() + " " + chart.call("getTitle"));
    }
}
