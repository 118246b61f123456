#!/usr/bin/env bash
# MPI.NET 1.4.0 on Linux with MPICH (apt-get install mpich): its package says that it is for Windows alone, and it asks for msmpi.dll on every system. A good engineer would guess that a library with a native half
# either comes with it, maps its name, or cannot be used on that system at all. What it asks for is not there: DllNotFoundException. But Microsoft's MPI descends from MPICH and shares its handles, which are numbers, and its
# constants: with libmpich.so.12 in the place of msmpi.dll, by a resolver of eight lines, two processes under mpirun add up what they have. Open MPI, whose handles are pointers, cannot take that place.
# Exit code 0: still so; 1: it behaves otherwise now; 2: it could not be tried (no packages, or no MPICH).
set -euo pipefail
launcher=$(command -v mpirun.mpich || command -v mpiexec.hydra) || { echo "no mpirun of MPICH: nothing was tried"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > finding.csproj <<'END'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="MPI.NET" Version="1.4.0" />
  </ItemGroup>
</Project>
END

cat > Program.cs <<'END'
using System.Runtime.InteropServices;
using MPI;

if (args is ["resolved"])
{
    NativeLibrary.SetDllImportResolver(typeof(Communicator).Assembly, (name, _, _) => name == "msmpi.dll" ? NativeLibrary.Load("libmpich.so.12") : 0);
}

try
{
    var none = Array.Empty<string>();
    using var environment = new MPI.Environment(ref none);
    var world = Communicator.world;
    var sum = world.Allreduce(world.Rank + 1.5, Operation<double>.Add);
    if (world.Rank == 0)
    {
        Console.WriteLine($"{world.Size} processes, sum {sum}");
    }
}
catch (Exception failure)
{
    Console.WriteLine(failure.GetBaseException().GetType().Name);
}
END

dotnet build -c Release -v quiet -nologo >build.log 2>&1 || { cat build.log; echo "finding.csproj does not build: nothing was tried"; exit 2; }
echo "MPI.NET 1.4.0, $("$launcher" --version | sed -n 's/^ *Version: *//p' | sed 's/^/MPICH /')"
echo "expected: it runs where MPI does, or not at all"
plain=$(dotnet bin/Release/net10.0/finding.dll | sort -u)
resolved=$("$launcher" -n 2 dotnet bin/Release/net10.0/finding.dll resolved)
echo "seen as it comes: $plain"
echo "seen with libmpich.so.12 in the place of msmpi.dll: $resolved"
[ "$plain" = DllNotFoundException ] && [ "$resolved" = '2 processes, sum 4' ]
