using System.CommandLine;

namespace Vae.Cli.Flags;

/// <summary>A command whose help lists its flags group by group, with an example at the end.</summary>
internal abstract class GroupedCommand : Command
{
    protected GroupedCommand(string name, string description, string example)
        : base(name, description)
    {
        Example = example;
    }

    public string Example { get; }

    public IReadOnlyList<FlagGroup> Groups { get; private set; } = [];

    protected void AddGroups(params FlagGroup[] groups)
    {
        Groups = groups;
        foreach (var option in groups.SelectMany(group => group.Options))
        {
            Options.Add(option);
        }
    }
}
