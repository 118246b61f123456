namespace Vae.Cli.Output;

/// <summary>A column of a table that is written.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Type">What its values are.</param>
internal readonly record struct OutputColumn(string Name, OutputType Type)
{
    /// <summary>Columns of one type.</summary>
    public static IEnumerable<OutputColumn> Of(IEnumerable<string> names, OutputType type) => names.Select(name => new OutputColumn(name, type));
}
