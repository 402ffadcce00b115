package dev.atelier.gateway.provider;

/** The provider in memory keeps the contract too, so what is proved with it holds. */
class MemoryProviderTest extends ProviderContract {
    @Override
    protected Provider create() {
        return new MemoryProvider();
    }

    @Override
    protected void crash(Place which) {
        ((MemoryProvider) provider).crash(which.name());
    }
}
