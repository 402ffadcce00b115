package dev.atelier.gateway.doctor;

import dev.atelier.gateway.compute.InstanceRecord;
import dev.atelier.gateway.link.AgentUnreachable;
import dev.atelier.gateway.provider.Absent;
import dev.atelier.gateway.provider.ContainerImages;
import dev.atelier.gateway.provider.Provider;
import java.io.IOException;

/** Whether what the instance is made of is there: its engine or host, and its image. */
record PlaceLook(InstanceRecord instance, Provider provider) {

    Finding reached() throws IOException, InterruptedException {
        String where = instance.ssh().map(Object::toString).orElse("the provider " + provider.name());
        try {
            return provider.find(instance.place()).isPresent()
                    ? Finding.ok("It is there, by " + where + ".")
                    : missing(where);
        } catch (AgentUnreachable e) { // the place is there; its agent is another check's affair
            return Finding.ok("It is there, by " + where + ".");
        }
    }

    private Finding missing(String where) {
        String words = instance.name() + " is " + instance.state() + ", and nothing of it runs by " + where + ".";
        return instance.wanted()
                ? Finding.failed(words, "Type: `compute restart " + instance.name() + "`")
                : Finding.warning(words, "Type: `compute start " + instance.name() + "`");
    }

    /** Whether the way to the engine's computer stands, where it is another one. */
    Finding engine(Absent absent) {
        return absent.absence()
                .map(why -> Finding.failed(
                        why,
                        "See that computer and its sshd, and the entry of " + provider.name() + " in atelier.yml."))
                .orElseGet(() ->
                        Finding.ok("The engine of " + provider.name() + " is reached, and the gateway's key let in."));
    }

    Finding image() throws IOException, InterruptedException {
        if (!(provider instanceof ContainerImages images)) {
            return Finding.skipped("It is made from no image.");
        }
        String image = instance.image().orElse(images.defaultImage());
        return images.isHere(image)
                ? Finding.ok(image + " is there.")
                : Finding.failed(
                        image + " is not on this engine any more; the next create from it fails or fetches it anew.",
                        image.equals(images.defaultImage())
                                ? "Make it with: ./atelier image build"
                                : "Fetch it with: docker pull " + image);
    }
}
