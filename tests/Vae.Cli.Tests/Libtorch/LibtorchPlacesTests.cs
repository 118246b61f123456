using Vae.Cli.Hosting;
using Vae.Cli.Libtorch;
using Vae.Core;
using Vae.Core.Options;

namespace Vae.Cli.Tests.Libtorch;

public sealed class LibtorchPlacesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Find_NothingThere_IsNull() => Assert.Null(Places("linux-x64").Find());

    [Theory]
    [InlineData("linux-x64", "libtorch_cpu.so")]
    [InlineData("win-x64", "torch_cpu.dll")]
    [InlineData("win-arm64", "torch_cpu.dll")]
    [InlineData("osx-arm64", "libtorch_cpu.dylib")]
    public void Find_PackageOfThePlatform_IsItsNativeFolder(string platform, string library)
    {
        var native = Place($"libtorch-cpu-{platform}/{LibtorchPlaces.Version}/runtimes/{platform}/native", library);

        Assert.Equal(Path.GetFullPath(native), Path.GetFullPath(Places(platform).Find()!));
    }

    [Fact]
    public void Find_PackageOfAnotherVersion_IsNull()
    {
        Place("libtorch-cpu-linux-x64/2.0.0/runtimes/linux-x64/native", "libtorch_cpu.so");

        Assert.Null(Places("linux-x64").Find());
    }

    [Theory]
    [InlineData("own")]
    [InlineData("own/lib")]
    public void Find_NamedFolder_GoesBeforeThePackage(string holder)
    {
        Place($"libtorch-cpu-linux-x64/{LibtorchPlaces.Version}/runtimes/linux-x64/native", "libtorch_cpu.so");
        var own = Place(holder, "libtorch_cpu.so");

        Assert.Equal(Path.GetFullPath(own), Path.GetFullPath((Places("linux-x64") with { NamedFolder = folder["own"] }).Find()!));
    }

    [Fact]
    public void IsIn_FoldersOfTheProgram_AsksNoOther()
    {
        var own = Place("program", "libtorch_cpu.so");

        Assert.True(Places("linux-x64").IsIn([folder["nowhere"], own]));
        Assert.False(Places("linux-x64").IsIn([folder["nowhere"]]));
        Assert.False(Places("osx-arm64").IsIn([own]));
    }

    [Fact]
    public void Find_NamedFolderWithoutIt_SaysWhatWasWanted()
    {
        var error = Assert.Throws<UsageException>(() => (Places("linux-x64") with { NamedFolder = folder["none"] }).Find());

        Assert.Contains("VAE_LIBTORCH is '", error.Message, StringComparison.Ordinal);
        Assert.Contains("there is no libtorch_cpu.so in it", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("linux-x64", true)]
    [InlineData("win-x64", true)]
    [InlineData("win-arm64", true)]
    [InlineData("osx-arm64", true)]
    [InlineData("osx-x64", false)]
    [InlineData("linux-arm64", false)]
    [InlineData("linux-musl-x64", false)]
    public void HasPackage_EachPlatform_IsWhatIsPublished(string platform, bool expected) => Assert.Equal(expected, Places(platform).HasPackage);

    [Fact]
    public void Command_FolderWithASpace_IsQuoted()
    {
        var places = new LibtorchPlaces("win-x64", @"C:\Users\Some One\.nuget\packages", null);

        Assert.Equal($"dotnet package download libtorch-cpu-win-x64@{LibtorchPlaces.Version} --output \"C:\\Users\\Some One\\.nuget\\packages\"", places.Command);
    }

    [Fact]
    public void Prepare_NamedFileThatIsNoLibrary_SaysSo()
    {
        var own = Place("own", LibtorchPlaces.OfThisProcess().FileName("torch_cpu"));
        File.WriteAllText(Path.Combine(own, LibtorchPlaces.OfThisProcess().FileName("torch")), "no library");

        var error = Assert.Throws<EngineException>(() => LibtorchLoader.Prepare(new EngineOptions { Name = "torch" }, LibtorchPlaces.OfThisProcess() with { NamedFolder = own }));

        Assert.Contains($"libtorch in '{own}' cannot be loaded", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("managed", null)]
    [InlineData("auto", null)]
    [InlineData("auto", "cpu")]
    public void Prepare_ManagedEngine_LooksForNothing(string name, string? device) =>
        LibtorchLoader.Prepare(new EngineOptions { Name = name, Device = device }, LibtorchPlaces.OfThisProcess() with { NamedFolder = folder["none"] });

    [Theory]
    [InlineData("torch", "cpu")]
    [InlineData("auto", "cuda")]
    public void Prepare_EngineOnLibtorch_LooksForIt(string name, string device) => Assert.Throws<UsageException>(() =>
        LibtorchLoader.Prepare(new EngineOptions { Name = name, Device = device }, LibtorchPlaces.OfThisProcess() with { NamedFolder = folder["none"] }));

    private LibtorchPlaces Places(string platform) => new(platform, folder.Path, null);

    private string Place(string folder, string library)
    {
        var path = Directory.CreateDirectory(this.folder[folder]).FullName;
        File.WriteAllText(Path.Combine(path, library), "");
        return path;
    }
}
