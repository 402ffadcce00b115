package dev.atelier.gateway.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;

/** JupyterLab's page: its own template, filled with the configuration that its scripts read. */
final class LabPage {
    private static final List<String> UNTRACKED = List.of(
            "comm_info_request comm_info_reply kernel_info_request kernel_info_reply shutdown_request shutdown_reply interrupt_request interrupt_reply debug_request debug_reply stream display_data update_display_data execute_input execute_result error status clear_output debug_event input_request input_reply"
                    .split(" "));

    /** The one would install into the server's Python, which no browser may do; the other asks jupyter.org for news. */
    private static final List<String> DISABLED =
            List.of("@jupyterlab/extensionmanager-extension", "@jupyterlab/apputils-extension:announcements");

    private final LabConfig config;
    private final String template;
    private final ObjectNode settings;

    LabPage(LabConfig config, FederatedExtensions extensions) throws IOException {
        this.config = config;
        this.template = Files.readString(config.lab().resolve("static/index.html"));
        this.settings = settings(extensions);
    }

    /** What a page shows first, besides the file browser. */
    record View(Mode mode, String workspace, String tree) {
        enum Mode {
            MULTIPLE_DOCUMENT("multiple-document"),
            SINGLE_DOCUMENT("single-document");

            private final String word;

            Mode(String word) {
                this.word = word;
            }
        }
    }

    String html(View view) {
        ObjectNode page = settings.deepCopy();
        page.put("mode", view.mode().word);
        page.put("workspace", view.workspace());
        page.put("treePath", view.tree());
        // Inside a script element only < could end it.
        String json = page.toString()
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("'", "\\u0027");
        return template.replaceAll("(?s)\\{% if custom_css %}.*?\\{% endif %}", "")
                .replaceAll("(?s)\\{[#%].*?[#%]}", "")
                .replaceAll("\\{\\{ *page_config_full *\\| *tojson *}}", Matcher.quoteReplacement(json))
                .replaceAll("\\{\\{ *page_config\\.fullStaticUrl *}}", Matcher.quoteReplacement(url("static/lab")))
                .replaceAll("\\{\\{ *base_url *\\| *escape *}}", Matcher.quoteReplacement(config.basePath()));
    }

    private String url(String below) {
        return config.basePath() + below;
    }

    private ObjectNode settings(FederatedExtensions extensions) throws IOException {
        ObjectNode page = LabJson.MAPPER.createObjectNode();
        page.put("appName", "JupyterLab").put("appNamespace", "lab");
        page.put("appVersion", version());
        page.put("baseUrl", config.basePath()).put("wsUrl", "").put("token", "");
        page.put("fullStaticUrl", url("static/lab"));
        Map<String, String> urls = new TreeMap<>(Map.of(
                "app", "lab",
                "labextensions", "lab/extensions",
                "settings", "lab/api/settings",
                "themes", "lab/api/themes",
                "licenses", "lab/api/licenses",
                "listings", "lab/api/listings",
                "translationsApi", "lab/api/translations",
                "workspacesApi", "lab/api/workspaces",
                "tree", "lab/tree"));
        urls.forEach((name, path) -> {
            page.put(name + "Url", "/" + path);
            page.put("full" + Character.toUpperCase(name.charAt(0)) + name.substring(1) + "Url", url(path));
        });
        page.set("federated_extensions", extensions.pageConfig());
        page.put("serverRoot", config.serverRoot()).put("rootUri", "").put("preferredPath", "/");
        page.put("terminalsAvailable", true).put("notebookStartsKernel", true);
        page.put("notebookVersion", "[2,21,1]").put("store_id", 0);
        page.put("cacheFiles", true).put("devMode", false).put("quitButton", false);
        page.put("buildAvailable", false).put("buildCheck", false).put("exposeAppInBrowser", false);
        page.put("copyAbsolutePath", false).put("delete_to_trash", true).put("allow_hidden_files", false);
        page.putObject("news").put("disabled", true);
        page.putArray("ignorePlugins");
        UNTRACKED.forEach(page.putArray("untracked_message_types")::add);
        operators(page);
        return page;
    }

    /** The operator's {@code page_config.json} files, whose disabled extensions are lists or objects. */
    private void operators(ObjectNode page) throws IOException {
        ArrayNode disabled = page.putArray("disabledExtensions");
        DISABLED.forEach(disabled::add);
        for (Path file : List.of(
                config.prefix().resolve("etc/jupyter/labconfig/page_config.json"),
                config.lab().resolve("settings/page_config.json"))) {
            if (Files.isRegularFile(file)) {
                for (Map.Entry<String, JsonNode> entry : LabJson.file(file).properties()) {
                    if (!entry.getKey().equals("disabledExtensions")) {
                        page.set(entry.getKey(), entry.getValue());
                    } else if (entry.getValue().isArray()) {
                        entry.getValue().forEach(disabled::add);
                    } else {
                        entry.getValue().properties().stream()
                                .filter(one -> one.getValue().asBoolean())
                                .forEach(one -> disabled.add(one.getKey()));
                    }
                }
            }
        }
    }

    private String version() throws IOException {
        Path description = config.lab().resolve("static/package.json");
        return Files.isRegularFile(description)
                ? LabJson.file(description).path("jupyterlab").path("version").asText("4")
                : "4";
    }
}
