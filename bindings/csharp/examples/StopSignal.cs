// What ends a program from outside: Ctrl-C, and the SIGTERM of a service manager
// or of Kubernetes. Both runtimes would end it on the spot, with nothing closed.
using System;
using System.Threading;
#if NET
using System.Runtime.InteropServices;
#else
using Mono.Unix;
using Mono.Unix.Native;
#endif

/// <summary>Its token is cancelled by the first SIGTERM or SIGINT. A second one
/// ends the process as if this was not there.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource source =
        new CancellationTokenSource();

#if NET
    private readonly PosixSignalRegistration terminate;
    private readonly PosixSignalRegistration interrupt;

    internal StopSignal()
    {
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    }

    public void Dispose()
    {
        terminate.Dispose();
        interrupt.Dispose();
    }

    private void Stop(PosixSignalContext signal)
    {
        signal.Cancel = !source.IsCancellationRequested;
        source.Cancel();
    }
#else
    private readonly UnixSignal[] signals =
    {
        new UnixSignal(Signum.SIGTERM), new UnixSignal(Signum.SIGINT),
    };

    internal StopSignal()
    {
        new Thread(Wait) { IsBackground = true }.Start();
    }

    public void Dispose()
    {
        // They live as long as the process: the thread waits for them.
    }

    private void Wait()
    {
        UnixSignal.WaitAny(signals);
        foreach (UnixSignal signal in signals)
        {
            signal.Dispose();
        }
        source.Cancel();
    }
#endif

    internal CancellationToken Token
    {
        get { return source.Token; }
    }
}
