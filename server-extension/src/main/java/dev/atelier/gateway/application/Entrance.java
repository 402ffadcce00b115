package dev.atelier.gateway.application;

import dev.atelier.gateway.http.SideRequest;
import java.util.List;
import java.util.Optional;

/** An origin of an application's own, and so whose the cookies are that come along there. */
sealed interface Entrance {

    ApplicationName application();

    /** The cookie that lets in, without what TLS puts before its name. */
    String cookie();

    /** A cookie that came along, {@code name=value}, as the application knows it; none that is not its own. */
    Optional<String> inward(String pair);

    /** What the application says in {@code Set-Cookie}, as the browser may keep it. */
    Optional<String> outward(String setCookie);

    /** What a page's script read out of a cookie and sent back, as the application knows it. */
    Optional<String> echoed(String value, SideRequest request);

    /** A host, whose cookies are nobody else's. */
    record AtHost(ApplicationName application) implements Entrance {
        @Override
        public String cookie() {
            return Credentials.COOKIE;
        }

        @Override
        public Optional<String> inward(String pair) {
            return Credentials.isOurCookie(pair) ? Optional.empty() : Optional.of(pair);
        }

        /** A script can still set one for the hosts above it: that is the browser's rule. */
        @Override
        public Optional<String> outward(String setCookie) {
            return Credentials.isOurCookie(setCookie) ? Optional.empty() : Optional.of(setCookie);
        }

        @Override
        public Optional<String> echoed(String value, SideRequest request) {
            return Optional.of(value);
        }
    }

    /**
     * A port of the gateway's own host. Cookies know no ports (RFC 6265, section 8.5), so a browser sends here what the gateway and all
     * other ports have set, and keeps one of each name: an application's cookies have its name before their own.
     */
    record AtPort(ApplicationPorts.Lease lease) implements Entrance {
        private static final String XSRF = "_xsrf";

        @Override
        public ApplicationName application() {
            return lease.application();
        }

        @Override
        public String cookie() {
            return cookieAt(lease.port());
        }

        static String cookieAt(int port) {
            return Credentials.COOKIE + "-" + port;
        }

        /** No instance's name has a dot, so no application's prefix begins another's. */
        private String prefix() {
            return application().label() + ".";
        }

        @Override
        public Optional<String> inward(String pair) {
            return pair.startsWith(prefix()) ? Optional.of(pair.substring(prefix().length())) : Optional.empty();
        }

        @Override
        public Optional<String> outward(String setCookie) {
            return Optional.of(prefix() + setCookie.strip());
        }

        /** The gateway's token lies beside the application's, and a script that looks for the name may have found that one. */
        @Override
        public Optional<String> echoed(String value, SideRequest request) {
            List<String> gateways = request.cookies(XSRF);
            return gateways.contains(value)
                    ? request.cookies(prefix() + XSRF).stream().findFirst()
                    : Optional.of(value);
        }
    }
}
