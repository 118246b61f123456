#!/usr/bin/env bash
# TorchSharp 0.107.0, nn.functional.gaussian_nll_loss and nn.GaussianNLLLoss: no gradient reaches the variance, and what is averaged over is rows, not values. A good engineer would guess that this loss, which is there
# to learn a variance beside a mean, has the gradients and the number of PyTorch's, of which it bears the name and the documentation. A decoder that is trained by it keeps the variance that it began with: nothing is
# thrown, and the loss falls, by the mean alone. Against a term beside it, as the divergence of a VAE, it weighs as many times more than PyTorch's as a row has values, and Reduction.None gives a number a row where
# PyTorch gives one a value. GaussianNLLLoss.forward clamps the variance by clamp_min, which makes a new tensor, under no_grad, where PyTorch clamps a clone in place; and sums over the values of a row, as PyTorch 1.8
# did and no later one. Needs GLIBCXX_3.4.32, as Debian 13's libstdc++ has. Exit code 0: still so; 1: it behaves otherwise now; 2: it could not be tried.
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
var mean = tensor(new[] { 0f, 1f, 2f, 3f }).reshape(1, 4).requires_grad_();
var logVariance = zeros(1, 4).requires_grad_();
var target = full([1, 4], 1f);
var loss = nn.functional.gaussian_nll_loss(mean, target, logVariance.exp());
loss.backward();
// By hand, with variances of 1: 0.5 (log 1 + (mean - target)^2) averaged over the values is 0.5 (1 + 0 + 1 + 4) / 4; its derivative by the log variance is 0.5 (1 - (mean - target)^2) / 4.
var each = nn.functional.gaussian_nll_loss(mean.detach(), target, ones(1, 4), reduction: nn.Reduction.None);
Console.WriteLine("expected: loss 0.75, gradient of the mean [-0.25, 0, 0.25, 0.5], gradient of the log variance [0, 0.125, 0, -0.375], 4 losses without reduction");
Console.WriteLine($"seen: loss {loss.item<float>()}, gradient of the mean {Text(mean.grad)}, gradient of the log variance {Text(logVariance.grad)}, {each.numel()} loss without reduction");

var weights = new TorchSharp.Modules.Parameter(zeros(1));
var optimizer = optim.Adam([weights], 0.01);
manual_seed(1);
var rows = 0.1 * randn(1000, 1);
for (var step = 0; step < 1000; step++)
{
    optimizer.zero_grad();
    var centre = zeros(1000, 1).requires_grad_();
    nn.functional.gaussian_nll_loss(centre, rows, weights.exp().expand(1000, 1)).backward();
    optimizer.step();
}

Console.WriteLine($"expected: the variance of rows with a deviation of 0.1 is learned as about 0.01; seen after 1000 steps: {Math.Exp(weights.item<float>())}");
return loss.item<float>() == 3 && logVariance.grad is null && each.numel() == 1 && weights.item<float>() == 0 ? 0 : 1;

static string Text(Tensor? values) => values is null ? "none" : $"[{string.Join(", ", values.data<float>().ToArray())}]";
END_OF_PROGRAM

dotnet build -c Release -v quiet -nologo >build.log 2>&1 || { cat build.log; echo "finding.csproj does not build: nothing was tried"; exit 2; }
dotnet bin/Release/net10.0/linux-x64/finding.dll || { [ $? -eq 2 ] && exit 2; exit 1; }
