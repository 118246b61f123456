using System.CommandLine;
using System.Globalization;
using System.Numerics;
using Vae.Data.Columns;

namespace Vae.Cli.Flags;

/// <summary>Makes options of one look: numbers in the invariant culture, choices by name, errors that say what was found and wanted.</summary>
internal static class Flag
{
    /// <summary>The flag of a command that a misspelt one was meant to be; null where none is near.</summary>
    public static string? Nearest(string wrong, Command command) => NearestName.Find(wrong, command.Options.Where(option => !option.Hidden).Select(option => option.Name));

    /// <summary>A flag that is on when it is there.</summary>
    public static Option<bool> Switch(string name, string description) => new(name) { Description = description };

    /// <summary>A text, such as a path or a column's name.</summary>
    public static Option<string?> Text(string name, string valueName, string description, bool required = false) =>
        new(name) { Description = description, HelpName = valueName, Required = required, Arity = ArgumentArity.ExactlyOne };

    /// <summary>Texts, of which several may follow the flag, which may be there more than once.</summary>
    public static Option<string[]?> Texts(string name, string valueName, string description, bool required = false) =>
        new(name) { Description = description, HelpName = valueName, Required = required, Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = true };

    /// <summary>A number; its range is checked where all options are.</summary>
    public static Option<T?> Number<T>(string name, string description)
        where T : struct, INumber<T>
    {
        var isWhole = T.IsInteger(T.One / (T.One + T.One));
        return Parsed<T?>(name, isWhole ? "N" : "X", description, text =>
            T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                ? value
                : throw new FormatException(isWhole
                    ? $"'{text}' is no whole number; give digits alone, such as 20"
                    : $"'{text}' is no number; give one with a decimal point, such as 0.001"));
    }

    /// <summary>One of a few names.</summary>
    public static Option<T?> Choice<T>(string name, string description, params (string Name, T Value)[] choices)
        where T : struct
    {
        // A loop of our own is compiled ahead with the tool; methods of Linq would be compiled for each kind of choice at every start.
        var names = new string[choices.Length];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = choices[i].Name;
        }

        var option = Parsed<T?>(name, string.Join('|', names), description, text =>
        {
            foreach (var choice in choices)
            {
                if (string.Equals(choice.Name, text, StringComparison.OrdinalIgnoreCase))
                {
                    return choice.Value;
                }
            }

            throw new FormatException($"'{text}' is not one of {string.Join(", ", names)}; choose one of those");
        });
        option.CompletionSources.Add(_ => names.Select(choice => new System.CommandLine.Completions.CompletionItem(choice)));
        return option;
    }

    /// <summary>A value with a form of its own. <paramref name="parse"/> throws a <see cref="FormatException"/> whose message continues "--flag ".</summary>
    public static Option<T> Parsed<T>(string name, string valueName, string description, Func<string, T> parse) => new(name)
    {
        Description = description,
        HelpName = valueName,
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result =>
        {
            try
            {
                return parse(result.Tokens[0].Value);
            }
            catch (FormatException exception)
            {
                result.AddError($"{name} {exception.Message}.");
                return default!;
            }
        },
    };
}
