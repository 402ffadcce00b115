package dev.atelier.kernel.magic.maven.resolver;

import dev.atelier.kernel.magic.maven.Resolver;
import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.TransferCancelledException;
import org.eclipse.aether.transfer.TransferEvent;

/** Tells what is downloaded, and ends downloads that nobody waits for. */
final class Listener extends AbstractTransferListener {
    private final Resolver.Progress progress;

    Listener(Resolver.Progress progress) {
        this.progress = progress;
    }

    @Override
    public void transferInitiated(TransferEvent event) throws TransferCancelledException {
        tell(event);
    }

    @Override
    public void transferProgressed(TransferEvent event) throws TransferCancelledException {
        tell(event);
    }

    private void tell(TransferEvent event) throws TransferCancelledException {
        if (progress.cancelled()) {
            throw new TransferCancelledException("nobody waits for it any more");
        }
        progress.transferred(
                file(event), event.getTransferredBytes(), event.getResource().getContentLength());
    }

    @Override
    public void transferSucceeded(TransferEvent event) {
        progress.arrived(file(event), event.getTransferredBytes());
    }

    @Override
    public void transferFailed(TransferEvent event) {
        progress.missed(file(event));
    }

    private static String file(TransferEvent event) {
        String name = event.getResource().getResourceName();
        return name.substring(name.lastIndexOf('/') + 1);
    }
}
