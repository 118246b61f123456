using System.Globalization;

namespace Vae.Mpi;

/// <summary>Whether this process is one of several that <c>mpirun</c>, <c>mpiexec</c> or a batch system has started, as it says in the environment.</summary>
public static class MpiLauncher
{
    /// <summary>The environment variable that says that it is, with the value 1, where no launcher that is known does.</summary>
    public const string ForcedVariable = "VAE_MPI";

    // MPICH's Hydra, Intel MPI, Microsoft MPI and Slurm's pmi2 set the first; Open MPI the second.
    private const string SizeVariable = "PMI_SIZE";
    private const string OpenMpiSizeVariable = "OMPI_COMM_WORLD_SIZE";

    /// <summary>Whether there are other processes, so that <see cref="MpiProcessGroup.Join"/> has somebody to meet.</summary>
    public static bool HasStartedSeveral =>
        Environment.GetEnvironmentVariable(ForcedVariable) == "1" || Number(SizeVariable) > 1 || IsOpenMpi;

    /// <summary>Whether Open MPI's launcher has started several.</summary>
    internal static bool IsOpenMpi => Number(OpenMpiSizeVariable) > 1;

    private static int Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
