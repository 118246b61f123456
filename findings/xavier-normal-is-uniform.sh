#!/usr/bin/env bash
# TorchSharp 0.107.0, nn.init.xavier_normal_ and glorot_normal_: they draw from a uniform distribution. A good engineer would guess from the name, and from PyTorch, that weights are drawn from a normal one. The
# deviation is the same, so that nothing looks amiss, but no weight is farther than 1.73 deviations from zero: after the same seed they are those of xavier_uniform_ to the bit, and not those of PyTorch, which other
# draws are. Init.xavier_normal_ calls THSInit_xavier_uniform_. Needs GLIBCXX_3.4.32, as Debian 13's libstdc++ has. Exit code 0: still so; 1: it behaves otherwise now; 2: it could not be tried.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > finding.csproj <<'END_OF_PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <InvariantGlobalization>true</InvariantGlobalization>
    <RuntimeIdentifier>linux-x64</RuntimeIdentifier>
    <SelfContained>false</SelfContained>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="TorchSharp" Version="0.107.0" />
    <PackageReference Include="libtorch-cpu-linux-x64" Version="2.10.0" />
  </ItemGroup>
</Project>
END_OF_PROJECT

cat > Program.cs <<'END_OF_PROGRAM'
using TorchSharp;
using static TorchSharp.torch;

try
{
    zeros(1).Dispose();
}
catch (Exception error) when (error is TypeInitializationException or DllNotFoundException or NotSupportedException)
{
    Console.WriteLine("libtorch does not run here (it needs GLIBCXX_3.4.32): nothing was tried");
    return 2;
}

Console.WriteLine("TorchSharp 0.107.0, libtorch 2.10.0");
using var scope = NewDisposeScope();
manual_seed(1);
var normal = nn.init.xavier_normal_(empty(200, 200));
manual_seed(1);
var uniform = nn.init.xavier_uniform_(empty(200, 200));
var kaiming = nn.init.kaiming_normal_(empty(200, 200));
Console.WriteLine("expected: of 40000 weights drawn from a normal distribution the largest is some 4 deviations from zero, and none is that of xavier_uniform_");
Console.WriteLine($"seen: xavier_normal_ {Largest(normal):F2} deviations, the same as xavier_uniform_ to the bit: {normal.Equals(uniform)}; kaiming_normal_ {Largest(kaiming):F2}");
return normal.Equals(uniform) && Largest(normal) < 1.8 && Largest(kaiming) > 3.5 ? 0 : 1;

static float Largest(Tensor weights) => (weights.abs().max() / weights.std()).item<float>();
END_OF_PROGRAM

dotnet build -c Release -v quiet -nologo >build.log 2>&1 || { cat build.log; echo "finding.csproj does not build: nothing was tried"; exit 2; }
dotnet bin/Release/net10.0/linux-x64/finding.dll || { [ $? -eq 2 ] && exit 2; exit 1; }
