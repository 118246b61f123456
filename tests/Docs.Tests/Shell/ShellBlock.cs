using System.Text.RegularExpressions;

namespace Docs.Tests.Shell;

/// <summary>The commands of a block of shell.</summary>
internal static partial class ShellBlock
{
    // What a page may name besides the tool, and is not run here.
    private static readonly string[] Others = ["dotnet", "curl", "cat", "cd", "bash", "export", "strings", "ulimit", "mpirun", "apt-get"];

    /// <summary>The arguments of each command of the tool, in their order.</summary>
    /// <exception cref="FormatException">A line is neither a command of the tool nor one of those that pages may name.</exception>
    public static List<string[]> Commands(string content)
    {
        var commands = new List<string[]>();
        foreach (var line in Continued().Replace(content, " ").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = Words(Comment().Replace(line, ""));
            if (words.Length > 0 && words[0] == "vae")
            {
                commands.Add(words[1..]);
            }
            else if (words.Length > 0 && !Others.Contains(words[0]))
            {
                throw new FormatException($"'{line}' is no command of vae, and of others pages name only {string.Join(", ", Others)}.");
            }
        }

        return commands;
    }

    private static string[] Words(string line) => [.. Word().Matches(line).Select(match => match.Groups["bare"].Success ? match.Groups["bare"].Value : match.Groups["quoted"].Value)];

    [GeneratedRegex(@"\\\n\s*")]
    private static partial Regex Continued();

    [GeneratedRegex(@"(^|\s)#.*$")]
    private static partial Regex Comment();

    [GeneratedRegex("""'(?<quoted>[^']*)'|"(?<quoted>[^"]*)"|(?<bare>[^\s'"]+)""")]
    private static partial Regex Word();
}
