using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Vae.Cli.Hosting;

namespace Vae.Cli.Flags;

/// <summary>Help with the flags in titled groups; the library's own help knows one long list only.</summary>
internal sealed class GroupedHelpAction(int width) : SynchronousCommandLineAction
{
    // A flag wider than this gets a line of its own above its description.
    private const int WidestFirstColumn = 30;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command;
        var output = parseResult.InvocationConfiguration.Output;
        WriteWrapped(output, command.Description ?? "", 0, 0);
        output.WriteLine();
        if (command is GroupedCommand grouped)
        {
            WriteCommand(output, grouped);
        }
        else
        {
            output.WriteLine("Usage:");
            output.WriteLine("  vae <command> [flags]");
            WriteRows(output, "Commands", command.Subcommands.Select(child => (child.Name, FirstSentence(child.Description ?? ""))));
            WriteRows(output, "Flags", command.Options.Select(Row));
            output.WriteLine();
            output.WriteLine("Run 'vae <command> --help' for the flags of a command.");
        }

        return ExitCodes.Success;
    }

    private void WriteCommand(TextWriter output, GroupedCommand command)
    {
        var required = command.Groups.SelectMany(group => group.Options).Where(option => option.Required).Select(option => Row(option).Name);
        output.WriteLine("Usage:");
        output.WriteLine($"  vae {command.Name} {string.Join(' ', required)} [flags]");
        foreach (var group in command.Groups)
        {
            WriteRows(output, group.Title, group.Options.Select(Row));
        }

        output.WriteLine();
        output.WriteLine("Example:");
        output.WriteLine("  " + command.Example);
    }

    private static string FirstSentence(string text)
    {
        var end = text.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? text : text[..(end + 1)];
    }

    private static (string Name, string Description) Row(Option option)
    {
        var value = option.HelpName is { } name && option is not HelpOption and not VersionOption ? $" <{name}>" : "";
        var aliases = option is HelpOption ? "" : string.Concat(option.Aliases.Select(alias => ", " + alias));
        return (option.Name + aliases + value, (option.Description ?? "") + (option.Required ? " Required." : ""));
    }

    private void WriteRows(TextWriter output, string title, IEnumerable<(string Name, string Description)> rows)
    {
        output.WriteLine();
        output.WriteLine(title + ":");
        var list = rows.ToList();
        var column = 2 + list.Select(row => row.Name.Length).Where(length => length <= WidestFirstColumn).DefaultIfEmpty(0).Max() + 2;
        foreach (var (name, description) in list)
        {
            output.Write("  " + name);
            var written = 2 + name.Length;
            if (written + 2 > column)
            {
                output.WriteLine();
                written = 0;
            }

            output.Write(new string(' ', column - written));
            WriteWrapped(output, description, column, column);
        }
    }

    /// <summary>Breaks text between words; later lines begin at <paramref name="indent"/>.</summary>
    private void WriteWrapped(TextWriter output, string text, int position, int indent)
    {
        var lineIsEmpty = true;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!lineIsEmpty && position + 1 + word.Length > width)
            {
                output.WriteLine();
                output.Write(new string(' ', indent));
                position = indent;
                lineIsEmpty = true;
            }

            if (!lineIsEmpty)
            {
                output.Write(' ');
                position++;
            }

            output.Write(word);
            position += word.Length;
            lineIsEmpty = false;
        }

        output.WriteLine();
    }
}
