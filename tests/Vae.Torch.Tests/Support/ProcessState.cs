namespace Vae.Torch.Tests.Support;

/// <summary>Tests that look at what the whole process has in common, and so run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessState
{
    public const string Name = "process state";
}
