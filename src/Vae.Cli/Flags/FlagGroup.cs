using System.CommandLine;

namespace Vae.Cli.Flags;

/// <summary>Flags that stand together under one title in the help.</summary>
internal sealed class FlagGroup(string title, params Option[] options)
{
    public string Title { get; } = title;

    public IReadOnlyList<Option> Options { get; } = options;
}
