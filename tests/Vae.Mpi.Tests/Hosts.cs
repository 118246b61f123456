using System.Diagnostics;
using System.Globalization;

namespace Vae.Mpi.Tests;

/// <summary>Two hosts on this machine: network namespaces with names of their own, joined by a cable that can be cut. MPI has nothing but the network between them.</summary>
internal sealed class Hosts : IDisposable
{
    private readonly string id = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
    private readonly TemporaryFolder folder = new();

    public Hosts()
    {
        for (var host = 0; host < 2; host++)
        {
            Ip("netns", "add", Namespace(host));
        }

        Ip("link", "add", Cable(0), "netns", Namespace(0), "type", "veth", "peer", "name", Cable(1), "netns", Namespace(1));
        for (var host = 0; host < 2; host++)
        {
            Ip("-n", Namespace(host), "addr", "add", $"10.213.77.{host + 1}/24", "dev", Cable(host));
            Ip("-n", Namespace(host), "link", "set", "lo", "up");
            Ip("-n", Namespace(host), "link", "set", Cable(host), "up");
        }

        // A device that was just put up carries nothing for a moment, and MPI takes what it finds when it starts.
        for (var host = 0; host < 2; host++)
        {
            WaitForCarrier(host);
        }

        // What mpirun calls in the place of ssh: host and command.
        folder.Write("connect.sh", $"while [ \"${{1#-}}\" != \"$1\" ]; do shift; done\nhost=$1; shift\nexec ip netns exec vae-{id}-$host unshare --uts sh -c \"hostname host-$host; $*\"\n");
        folder.Write("connect", $"#!/bin/sh\nexec sh {folder["connect.sh"]} \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder["connect"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Why there can be none; null where there can.</summary>
    public static string? Missing { get; } = Mpirun.Missing ?? Find();

    /// <summary>Starts the tool, one process on each host.</summary>
    public Process Start(string[] arguments, params (string Name, string Value)[] variables) => Mpirun.Start(
    [
        "ip", "netns", "exec", Namespace(0), Mpirun.Name, "-genv", "UCX_TLS", "tcp,self",
        .. variables.SelectMany(variable => new[] { "-genv", variable.Name, variable.Value }),
        "-launcher", "ssh", "-launcher-exec", folder["connect"], "-hosts", "0,1", "-iface", Cable(0), "-n", "2", .. Mpirun.Tool(arguments),
    ]);

    /// <summary>Cuts the cable.</summary>
    public void Cut() => Ip("-n", Namespace(1), "link", "set", Cable(1), "down");

    /// <summary>Command lines of processes that still run on a host.</summary>
    public string[] Running(int host) =>
    [
        .. Mpirun.Run(Mpirun.Start(["ip", "netns", "pids", Namespace(host)])).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(number => $"/proc/{number}/cmdline").Where(File.Exists).Select(file => File.ReadAllText(file).Replace('\0', ' ')),
    ];

    public void Dispose()
    {
        for (var host = 0; host < 2; host++)
        {
            foreach (var number in Mpirun.Run(Mpirun.Start(["ip", "netns", "pids", Namespace(host)])).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                Mpirun.Run(Mpirun.Start(["kill", "-9", number]));
            }

            Ip("netns", "del", Namespace(host));
        }

        folder.Dispose();
    }

    private string Namespace(int host) => $"vae-{id}-{host}";

    // A device's name has 15 letters at most.
    private string Cable(int host) => $"v{id}-{host}";

    private void WaitForCarrier(int host)
    {
        var waited = Stopwatch.StartNew();
        string shown;
        while (!(shown = Mpirun.Run(Mpirun.Start(["ip", "-n", Namespace(host), "addr", "show", Cable(host)])).Output).Contains("state UP", StringComparison.Ordinal) || shown.Contains("tentative", StringComparison.Ordinal))
        {
            Assert.True(waited.Elapsed < Mpirun.Longest, $"The cable of host {host} carries nothing: {shown}");
            Thread.Sleep(20);
        }
    }

    private static string? Find()
    {
        try
        {
            var name = $"vae-{Environment.ProcessId}-try";
            var added = Mpirun.Run(Mpirun.Start(["ip", "netns", "add", name]));
            Mpirun.Run(Mpirun.Start(["ip", "netns", "del", name]));
            return added.ExitCode == 0 ? null : $"Needs network namespaces, which root may make where the system lets it: {added.Error.Trim()}";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "Needs network namespaces, which 'apt-get install iproute2' brings the command for";
        }
    }

    private static void Ip(params string[] arguments)
    {
        var run = Mpirun.Run(Mpirun.Start(["ip", .. arguments]));
        Assert.True(run.ExitCode == 0, $"ip {string.Join(' ', arguments)}: {run.Error}");
    }
}
