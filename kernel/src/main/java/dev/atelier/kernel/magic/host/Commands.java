package dev.atelier.kernel.magic.host;

import dev.atelier.kernel.magic.Magic;
import dev.atelier.kernel.magic.MagicContext;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A magic's picocli command, named as it is typed and with {@code --help} everywhere. */
public final class Commands {
    private static final int WIDTH = 100;

    private Commands() {}

    static CommandLine of(Magic magic, MagicContext context) {
        CommandLine command = new CommandLine(magic.command(context));
        command.setCommandName(context.prompt() + magic.name());
        configure(command);
        return command;
    }

    /** What holds for these commands in every place, a notebook or a terminal; all subcommands must be there. */
    public static void configure(CommandLine command) {
        command.setUsageHelpWidth(WIDTH);
        // A word that begins with @ is a word: picocli would read a file of that name.
        command.setExpandAtFiles(false);
        command.setCaseInsensitiveEnumValuesAllowed(true);
        help(command);
    }

    /** The first line of what the magic says about itself. */
    public static String description(Magic magic, MagicContext context) {
        String[] lines = of(magic, context).getCommandSpec().usageMessage().description();
        return lines.length == 0 ? "" : String.join(" ", lines).replace("%%", "%");
    }

    private static void help(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        if (spec.options().stream().noneMatch(OptionSpec::usageHelp)) {
            OptionSpec.Builder help =
                    spec.findOption("-h") == null ? OptionSpec.builder("-h", "--help") : OptionSpec.builder("--help");
            spec.addOption(help.usageHelp(true).description("Show this help.").build());
        }
        command.getSubcommands().values().forEach(Commands::help);
    }
}
