package dev.atelier.gateway.provider;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes a service SAS for one container, as Azure's REST reference has it under “Create a service SAS”. */
final class ContainerSas {
    private static final String VERSION = "2020-10-02";
    private static final String CONTAINER = "c";
    /** Read, add, create, write, delete, list: what a mount does. */
    private static final String RIGHTS = "racwdl";

    private ContainerSas() {}

    /** @param key the account's, in Base64 */
    static String sign(String account, String container, String key, Instant expiry) {
        String end = DateTimeFormatter.ISO_INSTANT.format(expiry.truncatedTo(ChronoUnit.SECONDS));
        String resource = "/blob/" + account + "/" + container;
        // Empty: start, identifier, addresses, protocols; at the end a snapshot's time and five headers of answers.
        String text = String.join(
                "\n", List.of(RIGHTS, "", end, resource, "", "", "", VERSION, CONTAINER, "", "", "", "", "", ""));
        return "sv=" + VERSION + "&sr=" + CONTAINER + "&sp=" + RIGHTS + "&se=" + encoded(end) + "&sig="
                + encoded(hmac(key, text));
    }

    private static String hmac(String key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
