package dev.atelier.gateway.operation;

import dev.atelier.gateway.http.Answered;
import dev.atelier.gateway.http.Observer;
import java.lang.System.Logger.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** One line for each request; {@link JsonLines} writes its fields apart, for which it needs more than a line of text. */
public final class RequestLog implements Observer {
    private static final Logger LOG = Logger.getLogger("dev.atelier.gateway.requests");
    private static final System.Logger DOOR = System.getLogger("dev.atelier.gateway.requests");

    @Override
    public void answered(Answered request) {
        LogRecord line = new LogRecord(java.util.logging.Level.INFO, "request");
        line.setLoggerName(LOG.getName());
        line.setParameters(new Object[] {request});
        LOG.log(line);
    }

    /** A flood of these would be a flood in the log too; the figures count them. */
    @Override
    public void turnedAway(String reason) {
        DOOR.log(Level.DEBUG, reason);
    }
}
