using Vae.Core.Engines.Catalog;

namespace Vae.Core.Tests.Engines.Catalog;

public sealed class EngineCatalogTests
{
    [Fact]
    public void Load_AssemblyThatIsNotHere_NamesThePackagesToAdd()
    {
        var error = Assert.Throws<EngineException>(() => EngineCatalog.Load("torch", "Vae.NotHere", "Vae.NotHere.Engine"));

        Assert.StartsWith(
            "Engine 'torch' is in the assembly Vae.NotHere, which this application is without; add the package Vae.NotHere, and one with libtorch: libtorch-cpu-linux-x64",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Find_Managed_IsThere() => Assert.Equal("managed", EngineCatalog.Find("managed").Name);
}
