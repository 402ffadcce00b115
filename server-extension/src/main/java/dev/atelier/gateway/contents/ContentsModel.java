package dev.atelier.gateway.contents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.Timestamps;
import dev.atelier.gateway.share.Entry;
import dev.atelier.gateway.share.Sha256;
import dev.atelier.gateway.share.SharePath;
import java.util.Optional;

/** Jupyter's model of a file, folder or notebook. Every key is there, null where nothing is known: clients look for it. */
record ContentsModel(Entry entry, ObjectNode json) {

    static ContentsModel of(Entry entry, String type) {
        ObjectNode json = ContentsJson.MAPPER.createObjectNode();
        json.put("name", entry.path().name());
        json.put("path", entry.path().text());
        json.put("last_modified", Timestamps.format(entry.modified()));
        json.put("created", Timestamps.format(entry.created()));
        json.putNull("content");
        json.putNull("format");
        json.putNull("mimetype");
        if (entry.isFolder()) {
            json.putNull("size");
        } else {
            json.put("size", entry.size());
        }
        json.put("writable", entry.access() == Entry.Access.WRITABLE);
        json.putNull("hash");
        json.putNull("hash_algorithm");
        json.put("type", type);
        return new ContentsModel(entry, json);
    }

    ContentsModel content(String format, JsonNode content) {
        json.put("format", format);
        json.set("content", content);
        return this;
    }

    ContentsModel mimetype(Optional<String> mimetype) {
        json.set("mimetype", mimetype.<JsonNode>map(json::textNode).orElse(NullNode.getInstance()));
        return this;
    }

    ContentsModel hash(Sha256 hash) {
        json.put("hash", hash.hex());
        json.put("hash_algorithm", "sha256");
        return this;
    }

    /** The same under the path that the client knows. */
    ContentsModel named(SharePath path) {
        json.put("name", path.name()).put("path", path.text());
        return this;
    }

    /** Why a notebook is not quite one. */
    ContentsModel message(Optional<String> message) {
        message.ifPresent(words -> json.put("message", words));
        return this;
    }
}
