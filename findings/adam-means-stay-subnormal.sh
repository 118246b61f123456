#!/usr/bin/env bash
# TorchSharp 0.107.0 on libtorch 2.10.0, optim.Adam (and AdamW): the mean of a gradient that has become zero never does. A good engineer would guess that 0.9 of it at every step ends at zero. It ends at the subnormal
# number of which 0.9, rounded to the nearest, is itself, at most four times the smallest, and stays there for as long as training goes on. So it is with all weights behind inputs that are seldom other than zero (one-
# hot levels, counts, dark pixels) and behind units that a ReLU has switched off; what that costs depends on the processor: many take a hundred cycles and more for a product of a subnormal number. PyTorch keeps them
# too, but has torch.set_flush_denormal(True), which ends it and which TorchSharp does not have. Weights are the same to the digit with zeros in their place. Needs GLIBCXX_3.4.32, as Debian 13's libstdc++ has. Exit
# code 0: still so; 1: it behaves otherwise now; 2: it could not be tried.
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
using TorchSharp.Modules;
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
const int Weights = 6400, Steps = 4000;
var weight = new Parameter(zeros(Weights));
var optimizer = optim.Adam([weight], 1e-3);
manual_seed(1);
(weight * randn(Weights)).sum().backward();
optimizer.step();
for (var step = 1; step < Steps; step++)
{
    weight.grad!.zero_();
    optimizer.step();
}

var means = ((Adam.State)optimizer.state_dict().State[0]).exp_avg.data<float>().ToArray();
Console.WriteLine($"expected: of {Weights} weights whose gradient was zero in all of {Steps} steps but the first, the means are zero");
Console.WriteLine($"seen: {means.Count(float.IsSubnormal)} are subnormal and {means.Count(mean => mean == 0)} zero; the largest is {means.Max() / float.Epsilon} times the smallest number");
return means.All(float.IsSubnormal) ? 0 : 1;
END_OF_PROGRAM

dotnet build -c Release -v quiet -nologo >build.log 2>&1 || { cat build.log; echo "finding.csproj does not build: nothing was tried"; exit 2; }
dotnet bin/Release/net10.0/linux-x64/finding.dll || { [ $? -eq 2 ] && exit 2; exit 1; }
