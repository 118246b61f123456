using Vae.Core.Processes;
using Vae.Mpi.Libraries;

namespace Vae.Mpi.Tests;

public sealed class MpiLibraryTests
{
    [Fact]
    public void Find_NoSuchFile_SaysWhatToInstall()
    {
        var error = Assert.Throws<ProcessGroupException>(() => MpiLibrary.Find("/no/such/libmpi.so"));

        Assert.StartsWith("The MPI library '/no/such/libmpi.so', which the environment variable VAE_MPI_LIBRARY names, cannot be loaded.", error.Message, StringComparison.Ordinal);
        Assert.Contains(OperatingSystem.IsWindows() ? "Install Microsoft MPI" : "apt-get install mpich", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Find_AnotherLibrary_IsRefused()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Needs the file libc.so.6, which Linux has");

        var error = Assert.Throws<ProcessGroupException>(() => MpiLibrary.Find("libc.so.6"));

        Assert.StartsWith("'libc.so.6' is no MPI library. Install MPICH", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OfEnvironment_NonsensePatience_SaysSo()
    {
        Environment.SetEnvironmentVariable(MpiOptions.PatienceVariable, "soon");
        try
        {
            Assert.Contains("VAE_MPI_PATIENCE is 'soon' but must be a number of seconds", Assert.Throws<FormatException>(MpiOptions.OfEnvironment).Message, StringComparison.Ordinal);
            Environment.SetEnvironmentVariable(MpiOptions.PatienceVariable, "2.5");
            Assert.Equal(TimeSpan.FromSeconds(2.5), MpiOptions.OfEnvironment().Patience);
        }
        finally
        {
            Environment.SetEnvironmentVariable(MpiOptions.PatienceVariable, null);
        }
    }
}
