using System.Runtime.InteropServices;
using Vae.Torch.Devices;

namespace Vae.Torch.Tests.Devices;

/// <summary>Each cause that keeps libtorch from running has words and a remedy of its own.</summary>
public sealed class LibtorchProblemTests
{
    private const string Loader = "cannot open shared object file";

    private static readonly OldLibrary OldCppLibrary = new("/usr/lib/libstdc++.so.6.0.30", "GLIBCXX_3.4.30", "GLIBCXX_3.4.32");

    private static readonly Dictionary<string, FakeProbe> Machines = new()
    {
        ["without TorchSharp"] = new() { HasManagedHalf = false, Problem = Loader },
        ["musl"] = new() { Platform = "linux-musl-x64", Problem = Loader, MissingFile = "libtorch_cpu.so" },
        ["musl on Arm"] = new() { Platform = "linux-musl-arm64", Problem = Loader },
        ["Arm"] = new() { Platform = "linux-arm64", Problem = Loader, MissingFile = "libtorch_cpu.so" },
        ["Intel Mac"] = new() { Platform = "osx-x64", Problem = Loader },
        ["32 bits"] = new() { Platform = "win-x86", Problem = Loader },
        ["without libtorch"] = new() { Problem = Loader, MissingFile = "libtorch_cpu.so" },
        ["without libtorch on Windows"] = new() { Platform = "win-x64", Problem = Loader, MissingFile = "torch_cpu.dll" },
        ["without libtorch on a Mac"] = new() { Platform = "osx-arm64", Problem = Loader, MissingFile = "libtorch_cpu.dylib" },
        ["old C++ library"] = new() { Problem = Loader, OldLibrary = OldCppLibrary },
        ["old C library"] = new() { Problem = Loader, OldLibrary = new("/lib/libc.so.6", "GLIBC_2.31", "GLIBC_2.34") },
        ["something else"] = new() { Problem = "libgcc_s.so.1: wrong ELF class" },
    };

    [Theory]
    [InlineData("without TorchSharp", "without the assembly TorchSharp", "add the package TorchSharp to the application")]
    [InlineData("musl", "linux-musl-x64, a system on musl", "Debian or Ubuntu")]
    [InlineData("musl on Arm", "linux-musl-arm64, a system on musl", "Debian or Ubuntu")]
    [InlineData("Arm", "no libtorch for linux-arm64", "one of these")]
    [InlineData("Intel Mac", "no libtorch for osx-x64 among the packages, which are for linux-x64, win-x64, win-arm64, osx-arm64", "one of these")]
    [InlineData("32 bits", "no libtorch for win-x86", "one of these")]
    [InlineData("without libtorch", "libtorch_cpu.so", "add the package libtorch-cpu-linux-x64, or TorchSharp-cuda-linux for an NVIDIA GPU,")]
    [InlineData("without libtorch on Windows", "torch_cpu.dll", "add the package libtorch-cpu-win-x64, or TorchSharp-cuda-windows for an NVIDIA GPU,")]
    [InlineData("without libtorch on a Mac", "libtorch_cpu.dylib", "add the package libtorch-cpu-osx-arm64 to the application")]
    [InlineData("old C++ library", "libstdc++.so.6.0.30 has symbols up to GLIBCXX_3.4.30, and libtorch's native half needs GLIBCXX_3.4.32", "than /usr/lib/libstdc++.so.6.0.30 on LD_LIBRARY_PATH")]
    [InlineData("old C library", "libc.so.6 has symbols up to GLIBC_2.31, and libtorch's native half needs GLIBC_2.34", "run it on a newer system")]
    [InlineData("something else", "its native half could not be loaded", "see to what the loader names (libgcc_s.so.1: wrong ELF class)")]
    public void Find_Machine_SaysWhatIsInTheWayAndWhatHelps(string machine, string what, string remedy)
    {
        var problem = LibtorchProblem.Find(Machines[machine], wantsCuda: false)!;

        Assert.Contains(what, problem.What, StringComparison.Ordinal);
        Assert.Contains(remedy, problem.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_AllMachines_HaveDifferentWords() =>
        Assert.Equal(Machines.Count, Machines.Values.Select(machine => LibtorchProblem.Find(machine, wantsCuda: false)!.What).Distinct().Count());

    [Fact]
    public void Find_LibtorchLoads_IsNoProblemOnAnyPlatform() => Assert.Null(LibtorchProblem.Find(new FakeProbe { Platform = "linux-riscv64" }, wantsCuda: true));

    [Fact]
    public void Find_ThisMachine_AgreesWithItsLoader()
    {
        var probe = new NativeDeviceProbe();
        var loader = probe.LoadNative(wantsCuda: false);

        var problem = LibtorchProblem.Find(probe, wantsCuda: false);

        Assert.Equal(loader is null, problem is null);
        if (loader?.Contains("GLIBCXX_", StringComparison.Ordinal) == true)
        {
            Assert.Matches(@"^libstdc\+\+\.so\.6[.0-9]* has symbols up to GLIBCXX_3\.4\.\d+, and libtorch's native half needs GLIBCXX_3\.4\.\d+$", problem!.What);
            Assert.Null(probe.MissingFile);
        }
    }

    [Theory]
    [InlineData("linux-x64", Architecture.X64, "linux-x64")]
    [InlineData("debian.12-x64", Architecture.X64, "linux-x64")]
    [InlineData("ubuntu.24.04-arm64", Architecture.Arm64, "linux-arm64")]
    [InlineData("linux-musl-x64", Architecture.X64, "linux-musl-x64")]
    [InlineData("alpine.3.20-arm64", Architecture.Arm64, "linux-musl-arm64")]
    public void PlatformOf_IdentifierOfLinux_IsThatOfPackages(string identifier, Architecture architecture, string expected)
    {
        if (OperatingSystem.IsLinux())
        {
            Assert.Equal(expected, NativeDeviceProbe.PlatformOf(identifier, architecture));
        }
    }
}
