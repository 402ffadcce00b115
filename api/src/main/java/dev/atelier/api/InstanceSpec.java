package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import java.util.Optional;

/**
 * What an instance shall be, with Azure ML's field names.
 *
 * @param provider who makes it; the default provider when empty
 * @param size the name of a {@link Size}; the provider's default when empty
 * @param image what a container is made from; the provider's default when empty
 * @param ssh the host that it is, of an instance that is attached
 * @param idleMinutes after how many minutes without activity it is stopped, {@value IdleSpec#LEAST} to {@value IdleSpec#MOST};
 *     never when {@value IdleSpec#NEVER}; as the gateway has it when empty, which is never unless its operator says otherwise
 * @param schedules when it is started and stopped
 * @param setupScripts what runs in it after its creation and at each start
 * @param createOnBehalfOf the person whose it is to be; whoever creates it when empty, and only owners of the workspace create for others
 */
public record InstanceSpec(
        Optional<String> provider,
        Optional<String> size,
        Optional<String> image,
        Optional<String> description,
        Map<String, String> tags,
        Optional<SshHost> ssh,
        @JsonProperty(IdleSpec.FIELD) Optional<Integer> idleMinutes,
        Optional<SchedulesSpec> schedules,
        @JsonProperty("setup_scripts") Optional<SetupScripts> setupScripts,
        @JsonProperty(InstanceSpec.BEHALF) Optional<String> createOnBehalfOf) {
    public static final String BEHALF = "create_on_behalf_of";

    public InstanceSpec {
        provider = provider == null ? Optional.empty() : provider;
        size = size == null ? Optional.empty() : size;
        image = image == null ? Optional.empty() : image;
        description = description == null ? Optional.empty() : description;
        ssh = ssh == null ? Optional.empty() : ssh;
        idleMinutes = idleMinutes == null ? Optional.empty() : idleMinutes;
        idleMinutes.filter(minutes -> minutes != IdleSpec.NEVER).ifPresent(IdleSpec::require);
        schedules = schedules == null ? Optional.empty() : schedules;
        setupScripts = setupScripts == null ? Optional.empty() : setupScripts;
        createOnBehalfOf = createOnBehalfOf == null ? Optional.empty() : createOnBehalfOf;
        tags = tags == null ? Map.of() : Map.copyOf(tags);
    }

    public static InstanceSpec defaults() {
        return new InstanceSpec(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    public InstanceSpec withSize(Optional<String> newSize) {
        return new InstanceSpec(
                provider,
                newSize,
                image,
                description,
                tags,
                ssh,
                idleMinutes,
                schedules,
                setupScripts,
                createOnBehalfOf);
    }

    public InstanceSpec withImage(Optional<String> newImage) {
        return new InstanceSpec(
                provider,
                size,
                newImage,
                description,
                tags,
                ssh,
                idleMinutes,
                schedules,
                setupScripts,
                createOnBehalfOf);
    }

    public InstanceSpec withProvider(Optional<String> newProvider) {
        return new InstanceSpec(
                newProvider,
                size,
                image,
                description,
                tags,
                ssh,
                idleMinutes,
                schedules,
                setupScripts,
                createOnBehalfOf);
    }

    public InstanceSpec withIdleMinutes(Optional<Integer> minutes) {
        return new InstanceSpec(
                provider, size, image, description, tags, ssh, minutes, schedules, setupScripts, createOnBehalfOf);
    }

    public InstanceSpec withSchedules(SchedulesSpec newSchedules) {
        return new InstanceSpec(
                provider,
                size,
                image,
                description,
                tags,
                ssh,
                idleMinutes,
                Optional.of(newSchedules),
                setupScripts,
                createOnBehalfOf);
    }

    public InstanceSpec withSetupScripts(Optional<SetupScripts> scripts) {
        return new InstanceSpec(
                provider, size, image, description, tags, ssh, idleMinutes, schedules, scripts, createOnBehalfOf);
    }

    public InstanceSpec withCreateOnBehalfOf(Optional<String> person) {
        return new InstanceSpec(
                provider, size, image, description, tags, ssh, idleMinutes, schedules, setupScripts, person);
    }

    /** A host that is attached. */
    public static InstanceSpec of(SshHost host) {
        return new InstanceSpec(
                Optional.of("ssh"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.of(host),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
