package dev.atelier.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttachmentsTest {
    private final Attachments attachments = new Attachments();

    private record Arrived(long arrival, List<Attachment.Reason> closed) implements Attachment {
        Arrived(long arrival) {
            this(arrival, new ArrayList<>());
        }

        @Override
        public void close(Reason reason) {
            closed.add(reason);
        }
    }

    @Test
    void theLaterConnectionOfASessionReplacesTheEarlier() {
        Arrived first = new Arrived(1);
        Arrived second = new Arrived(2);
        assertThat(attachments.add("tab", first)).isEmpty();
        assertThat(attachments.add("tab", second)).containsSame(first);
        assertThat(attachments.remove("tab", first)).isFalse();
        assertThat(attachments.remove("tab", second)).isTrue();
    }

    @Test
    void whicheverThreadWasFaster() {
        Arrived first = new Arrived(1);
        Arrived second = new Arrived(2);
        assertThat(attachments.add("tab", second)).isEmpty();
        assertThat(attachments.add("tab", first)).containsSame(first);
        assertThat(attachments.remove("tab", second)).isTrue();
    }

    @Test
    void sessionsDoNotReplaceEachOther() {
        Arrived mine = new Arrived(1);
        Arrived hers = new Arrived(2);
        assertThat(attachments.add("mine", mine)).isEmpty();
        assertThat(attachments.add("hers", hers)).isEmpty();
        attachments.close(Attachment.Reason.KERNEL_GONE);
        assertThat(mine.closed()).containsExactly(Attachment.Reason.KERNEL_GONE);
        assertThat(hers.closed()).containsExactly(Attachment.Reason.KERNEL_GONE);
        assertThat(attachments.sessions()).containsExactlyInAnyOrder("mine", "hers");
        assertThat(attachments.count()).isEqualTo(2);
    }
}
