package dev.atelier.gateway.compute;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Judges whether an instance is idle: from facts alone, without a clock of its own. A busy kernel, a job and programs that
 * compute keep it running, however long the last word of a kernel or terminal is ago.
 *
 * @param processors programs that use at least as much of the processors' time together do work: {@code 0.25} is a quarter
 *     of one
 * @param gpu between 0 and 1: a GPU that is used at least that much does work
 */
public record Idleness(double processors, double gpu) {
    /** Above what agent, idle kernels and a terminal's prompt take. */
    public static final Idleness STANDARD = new Idleness(0.25, 0.05);

    /**
     * What is judged.
     *
     * @param after how long it has to be idle
     * @param known when there was activity last, before the agent's word for it
     * @param activity empty where nobody could be asked
     */
    public record Facts(
            Instant now, Duration after, Optional<Instant> keptUntil, Instant known, Optional<Activity> activity) {}

    /** What is to become of it. */
    public Verdict judge(Facts facts) {
        if (facts.activity().isEmpty()) {
            return new Verdict.Undecided("its agent has not answered, so nothing is decided");
        }
        Activity activity = facts.activity().orElseThrow();
        List<String> uses = uses(activity);
        if (!uses.isEmpty()) {
            return new Verdict.Used(String.join(", ", uses));
        }
        // What an agent says of the future is a wrong clock's, or worse.
        Instant last = activity.last().isAfter(facts.now()) ? facts.now() : activity.last();
        Instant since = later(facts.known(), last);
        Instant end = since.plus(facts.after());
        Instant stopsOn = facts.keptUntil().map(kept -> later(end, kept)).orElse(end);
        String why = quiet(activity);
        return facts.now().isBefore(stopsOn)
                ? new Verdict.Waits(since, stopsOn, why)
                : new Verdict.Due(since, stopsOn, why);
    }

    private List<String> uses(Activity activity) {
        List<String> uses = kernelsAndJobs(activity);
        activity.cpu().filter(part -> part * activity.cpus() >= processors).ifPresent(part -> uses.add(cpu(part)));
        activity.gpu().filter(part -> part >= gpu).ifPresent(part -> uses.add(gpu(part)));
        return uses;
    }

    /** What somebody asked for and has not ended, in words: of programs that compute nobody knows whose they are. */
    static List<String> kernelsAndJobs(Activity activity) {
        List<String> uses = new ArrayList<>();
        activity.busy().forEach(kernel -> uses.add("kernel " + kernel + " is busy"));
        if (activity.starting() > 0) {
            uses.add(counted(activity.starting(), "kernel is", "kernels are") + " being started");
        }
        if (activity.jobs() > 0) {
            uses.add(counted(activity.jobs(), "job waits or runs", "jobs wait or run"));
        }
        activity.kept().forEach(process -> uses.add("process " + process + " runs, for which it is kept"));
        return uses;
    }

    private static String quiet(Activity activity) {
        return String.join(
                ", ",
                Stream.of(
                                Stream.of("no kernel busy", "no job"),
                                activity.cpu().map(Idleness::cpu).stream(),
                                activity.gpu().map(Idleness::gpu).stream())
                        .flatMap(words -> words)
                        .toList());
    }

    /** {@code 30 min}, {@code 2 h 5 min}. */
    static String words(Duration time) {
        long minutes = Math.max(0, time.toMinutes());
        String rest = minutes % 60 + " min";
        return minutes < 60 ? rest : minutes / 60 + " h" + (minutes % 60 == 0 ? "" : " " + rest);
    }

    private static String cpu(double part) {
        return "CPU " + Math.round(part * 100) + " %";
    }

    private static String gpu(double part) {
        return "GPU " + Math.round(part * 100) + " %";
    }

    private static String counted(int count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
