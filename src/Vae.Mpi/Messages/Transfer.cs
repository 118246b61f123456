namespace Vae.Mpi.Messages;

/// <summary>A message on its way.</summary>
/// <param name="peer">The process that it comes from or goes to.</param>
/// <param name="isReceived">Whether it comes.</param>
internal sealed class Transfer(int peer, bool isReceived)
{
    /// <summary>MPI's number for it.</summary>
    public int Request;

    /// <summary>The process that it comes from or goes to.</summary>
    public int Peer => peer;

    /// <summary>Whether it comes.</summary>
    public bool IsReceived => isReceived;

    /// <summary>Whether it has arrived, or been taken.</summary>
    public bool IsDone { get; set; }
}
