package dev.atelier.gateway.azure;

import java.util.ArrayList;
import java.util.List;

/** The fields of an instance that Azure ML knows and nothing is done about here, and what to do instead. */
enum NotServed {
    LOCATION("location", "an instance is where its provider is: choose that with provider."),
    RESOURCE_ID("resource_id", "give a host of your own with: `compute attach NAME --ssh USER@HOST`"),
    NETWORK(
            "network_settings",
            "the network is the provider's; nothing of an instance is open but through the gateway."),
    PUBLIC_IP(
            "enable_node_public_ip",
            "no instance has a public address; its ports are opened with: `compute open NAME PORT`"),
    SSH("ssh_settings", "a shell is opened without a key, with: `compute terminal NAME`"),
    SSH_ACCESS("ssh_public_access_enabled", "a shell is opened without SSH, with: `compute terminal NAME`"),
    IDENTITY("identity", "give a datastore its own key with: `datastore create`"),
    APPLICATIONS(
            "custom_applications",
            "start the application with a startup_script, and open its port with: `compute open NAME PORT`"),
    SINGLE_SIGN_ON("enable_sso", "people sign in at the gateway, and its applications ask no more."),
    ROOT("enable_root_access", "choose an image whose user has the rights that are needed."),
    PATCHING("enable_os_patching", "an instance gets what a newer image has when it is deleted and created anew."),
    RELEASE("release_quota_on_stop", "the operator decides for all, with stopped_instances_hold_quota in atelier.yml."),
    MOUNTS("mounts", "mount a datastore once the instance runs, with: `mount`"),
    ID("id"),
    STATE("state"),
    CREATED("created_on"),
    PROVISIONING("provisioning_state"),
    PROVISIONING_ERRORS("provisioning_errors"),
    OPERATION("last_operation"),
    SERVICES("services"),
    OS_IMAGE("os_image_metadata"),
    RESOURCE_GROUP("resourceGroup"),
    RESOURCE_GROUP_TOO("resource_group");

    private static final String TOLD = "it tells of an instance at Azure and is left out here.";

    private final String field;
    private final String instead;

    NotServed(String field, String instead) {
        this.field = field;
        this.instead = instead;
    }

    /** What Azure writes when it shows an instance, and does not read. */
    NotServed(String field) {
        this(field, TOLD);
    }

    String field() {
        return field;
    }

    String words() {
        return "nothing is done about it; " + instead;
    }

    /** These and those that are served. */
    static List<String> and(List<String> served) {
        List<String> all = new ArrayList<>(served);
        for (NotServed one : values()) {
            all.add(one.field);
        }
        return List.copyOf(all);
    }
}
